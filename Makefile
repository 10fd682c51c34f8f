# `make help` lists what there is. Everything also works without make: the
# recipes are plain go commands.
.DEFAULT_GOAL := help
LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: help build run test page screenshots race lint fmt check eval floors generate bench ci

help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build ./forumbot
	go build -o forumbot .

run: ## Run the bot; needs TELEGRAM_BOT_TOKEN in the environment or in .env
	go run .

test: ## Run the tests
	go test ./...

page: ## Test the chat page in Chromium (required here, while `make test` skips it without one)
	FORUMBOT_BROWSER=required go test -count 1 ./internal/browser

screenshots: ## Take the README's pictures anew (needs Chromium, and fonts with Chinese and emoji)
	go run ./internal/screenshots

race: ## Run the tests with the race detector (needs a C compiler)
	go test -race -timeout 20m ./...

lint: ## Run golangci-lint at the version of CI; its first build takes minutes
	go run $(LINT) run

fmt: ## Format the code and sort the imports
	go run $(LINT) fmt

check: ## Check the built-in facts
	go run . check

eval: ## Score the question sets and list the misses
	go run . eval --misses knowledge/testdata/questions/tune/*.jsonl
	go run . eval knowledge/testdata/questions/holdout/*.jsonl

floors: ## Write the present figures as floors, and the READMEs' transcripts
	go test -run 'TestGoldenGate|TestTranscripts' . -update

generate: ## Make the snapshot of the built-in facts and the tables of characters
	go generate ./...

bench: ## Compare the search for large collections with bleve
	cd bench && go run .

ci: ## Run all that CI runs
	bash .ci/run

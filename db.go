package main

import (
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/forumbot/forumbot/store"
)

// newDatabaseCommand is `forumbot db` with its subcommands.
func newDatabaseCommand(env *environment) *cobra.Command {
	db := &cobra.Command{
		Use:   "db",
		Short: "Back up, restore and look at the bot's data",
		Long: `The bot's data is a SQLite file, forumbot.db in the folder DATA_DIR (--data), or
the PostgreSQL database that DATABASE_URL names. A backup holds what people asked;
what they have deleted since by /forget is still in it.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("there is no command %q; see forumbot db --help", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	options := func() store.Options { return storeOptions(env.config, nil, time.Now) }
	db.AddCommand(
		&cobra.Command{
			Use:     "backup [FILE]",
			Short:   "Write a copy of the data, also while the bot runs",
			Example: "  forumbot db backup\n  forumbot db backup /mnt/backup/forumbot.db",
			Args:    cobra.MaximumNArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error {
				to := filepath.Join(env.config.DataDir, "backups", "forumbot-"+time.Now().UTC().Format("20060102T150405Z")+".db")
				if len(args) == 1 {
					to = args[0]
				}
				if err := store.Backup(cmd.Context(), options(), to); err != nil {
					return err
				}
				_, err := fmt.Fprintln(cmd.OutOrStdout(), "The data is backed up in", to)
				return err
			},
		},
		&cobra.Command{
			Use:   "restore FILE",
			Short: "Put a backup in the place of the data; the bot must not run",
			Long: `Restore checks a backup and puts it in the place of the data, which is moved to the
folder of backups. The bot must not run meanwhile. Messages that waited for an
answer when the backup was made are not answered again.`,
			Args: cobra.ExactArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error {
				moved, err := store.Restore(cmd.Context(), options(), args[0])
				if err != nil {
					return err
				}
				_, err = fmt.Fprintln(cmd.OutOrStdout(), "The data is restored from", args[0])
				if moved != "" && err == nil {
					_, err = fmt.Fprintln(cmd.OutOrStdout(), "What was there before is in", moved)
				}
				return err
			},
		},
		&cobra.Command{
			Use:   "info",
			Short: "Tell where the data is and how much there is",
			Args:  cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				info, err := store.Inspect(cmd.Context(), options())
				if err != nil {
					return err
				}
				return printInfo(cmd.OutOrStdout(), info)
			},
		},
	)
	for _, cmd := range db.Commands() {
		addDataFlags(cmd.Flags())
	}
	return db
}

func printInfo(w io.Writer, info store.Info) error {
	oldest := "none"
	if !info.Oldest.IsZero() {
		oldest = info.Oldest.UTC().Format(time.DateOnly)
	}
	_, err := fmt.Fprintf(w, `database         %s
version          %d
size             %.1f MB
waiting updates  %d
conversations    %d
exchanges        %d
languages        %d
questions        %d (oldest: %s)
`, info.Database, info.Version, float64(info.Bytes)/1e6, info.Waiting,
		info.Rows["conversation"], info.Rows["exchange"], info.Rows["language"], info.Rows["question"], oldest)
	return err
}

// The control API, as the page uses it.
import { t } from './words.js';

async function answer(response) {
  let body = {};
  try {
    body = await response.json();
  } catch {
    // an answer without JSON is told by its status
  }
  if (!response.ok) throw new Error(body.error || `${response.status} ${response.statusText}`);
  return body;
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(`/api/${path}`, { cache: 'no-store', ...options });
  } catch {
    throw new Error(t('unreachable'));
  }
  return answer(response);
}

const query = (values) => {
  const filled = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return filled.length ? `?${new URLSearchParams(filled)}` : '';
};

export const get = (path, values = {}) => ask(path + query(values), {});

export const post = (path, body = {}) => ask(path, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

export const photo = (fileID) => `/api/photos/${encodeURIComponent(fileID)}`;

/** Requests to the gateway. A refusal becomes an Error with the sentence of its problem, its `code` and its `status`. */
export async function request(method, path, body) {
  const response = await fetch('/api/v1' + path, {
    method,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: 'same-origin',
  });
  const text = await response.text();
  const answer = text ? JSON.parse(text) : {};
  if (!response.ok) {
    const error = new Error(answer.detail || response.statusText);
    error.code = answer.code;
    error.status = response.status;
    throw error;
  }
  return answer;
}

/** Puts a token into the browser's session cookie. */
export async function login(token) {
  const response = await fetch('/auth/session', {
    method: 'POST',
    headers: { Authorization: 'Bearer ' + token },
    credentials: 'same-origin',
  });
  if (!response.ok) {
    throw new Error((await response.json()).detail);
  }
}

/** Path of a session, whatever is in its id. */
export const ofSession = (id) => '/agent/sessions/' + encodeURIComponent(id);

export const sign_in_en = {
  sign_in: {
    title: 'Sign in', note: 'The operator’s console', email: 'E-mail', password: 'Password', enter: 'Sign in',
    wrong: 'E-mail and password do not match an active account.',
  },
};

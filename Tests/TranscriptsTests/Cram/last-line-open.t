  $ echo unterminated
  unterminated

  $ echo crlf
  crlf

Errors and output are one stream:

  $ echo out; echo err >&2; echo out again
  out
  err
  out again

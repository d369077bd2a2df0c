  this stands before any command

  $ echo hi
  hi

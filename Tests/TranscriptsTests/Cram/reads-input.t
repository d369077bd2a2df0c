What reads the shell's input reads the rest of the file:

  $ read line
  $ echo "[$line]"
  [x]

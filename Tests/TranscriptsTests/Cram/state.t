One shell plays the whole file:

  $ NAME=value; cd /
  $ pwd; echo $NAME
  /
  value
  $ set -e
  $ trap 'echo bye' EXIT
  $ true
  bye

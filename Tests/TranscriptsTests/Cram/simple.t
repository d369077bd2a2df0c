Simple commands:

  $ echo foo
  foo
  $ printf 'bar\nbaz\n' | cat
  bar
  baz

Multi-line command:

  $ foo() {
  >     echo bar
  > }
  $ foo
  bar

A here-document:

  $ cat <<EOF
  > one
  >   two
  > EOF
  one
    two

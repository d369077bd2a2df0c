  $ printf foo
  foo (no-eol)
  $ printf 'foo\nbar'
  foo
  bar (no-eol)
  $ printf 'a\tb'
  a\tb (no-eol) (esc)
  $ printf '%s' hello world
  hello* (glob)

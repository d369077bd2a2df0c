  $ printf 'a\tb\n'
  a\tb (esc)
  $ printf '\033[1mbold\033[0m\n'
  \x1b[1mbold\x1b[0m (esc)
  $ printf 'back\\slash \303\251\n'
  back\\slash \xc3\xa9 (esc)
  $ printf 'octal \007\n'
  octal \007 (esc)
  $ echo plain
  plain (esc)
  $ printf 'caf\303\251\n'
  café
  $ printf 'tab\there\n'
  tab	here

  $ echo "$LANG $LC_ALL $LANGUAGE $TZ $COLUMNS [$CDPATH] [$GREP_OPTIONS]"
  C C C GMT 80 [] []
  $ echo "$TESTSHELL"
  /bin/sh
  $ echo "$TESTFILE"
  environment.t
  $ test -d "$TESTDIR" && test -r "$TESTDIR/$TESTFILE" && echo readable
  readable
  $ head -n 1 "$TESTDIR/$TESTFILE"
    $ echo "$LANG $LC_ALL $LANGUAGE $TZ $COLUMNS [$CDPATH] [$GREP_OPTIONS]"
  $ test "$PWD" = "$CRAMTMP/$TESTFILE" && echo here
  here
  $ test "$TMPDIR" = "$CRAMTMP/tmp" && test -d "$TMPDIR" && test "$TEMP$TMP" = "$TMPDIR$TMPDIR" && echo tmp
  tmp
  $ touch file && ls
  file

  $ . "$TESTDIR/helper.sh"
  $ helped
  helped from helper.sh
  $ cat "$TESTDIR/fixtures/data.txt"
  data of a fixture

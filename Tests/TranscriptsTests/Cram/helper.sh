helped() { echo helped from helper.sh; }

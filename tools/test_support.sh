# Sourced by the parts in tools/test.d: where things are, and how the runners' totals get into $TEST_COUNTS.
# A part may also be started by hand, without ./test.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tools/node_path
TEST_RESULTS=${TEST_RESULTS:-$PWD/test-results}
TEST_COUNTS=${TEST_COUNTS:-$TEST_RESULTS/by-hand.counts}
mkdir -p "$TEST_RESULTS"

TEST_FAILURES=${TEST_FAILURES:-/dev/null} # what ./test says again at its end

count() { echo "$1 $2 ${3:-0}" >>"$TEST_COUNTS"; } # PASSED FAILED [SKIPPED]

# run_ctest PRESET LABEL [CTEST OPTION...]   the tests with this label, from build/PRESET
run_ctest() {
  local preset=$1 label=$2 report="$TEST_RESULTS/$1-$2.xml" status=0
  shift 2
  rm -f "$report"
  ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1 \
    ctest --test-dir "build/$preset" -L "^$label\$" -j"$(nproc)" --output-on-failure --no-tests=error \
    --output-junit "$report" --timeout 300 "$@" | awk '!/^ *[0-9]+\/[0-9]+ Test +#.*Passed|^ +Start +[0-9]+:/'
  status=${PIPESTATUS[0]}
  attribute() { grep -oPm1 "\\b$1=\"\\K[0-9]+" "$report" || echo 0; }
  if [ -f "$report" ]; then
    local failures skips
    failures=$(attribute failures) skips=$(($(attribute disabled) + $(attribute skipped)))
    count $(($(attribute tests) - failures - skips)) "$failures" "$skips"
    grep -oP '<testcase name="\K[^"]+(?=".*status="fail")' "$report" >>"$TEST_FAILURES"
  fi
  return "$status"
}

# run_node_tests NAME FILE...   node's own test runner, its totals counted
run_node_tests() {
  local name=$1 report="$TEST_RESULTS/$1.tap" status=0
  shift
  node --test --test-concurrency="${FILES_AT_ONCE:-1}" --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$report" "$@" || status=$?
  awk '/^# pass / { p = $3 } /^# fail / { f = $3 } /^# cancelled / { c = $3 } /^# (skipped|todo) / { s += $3 }
    END { print p + 0, f + c + 0, s + 0 }' "$report" >>"$TEST_COUNTS"
  # Each failed test with the first lines of its error; a test that failed for one within it says the same again.
  awk '/^ *not ok / { sub(/^ *not ok [0-9]+ - /, ""); print; left = 0 } /^ *error: / { left = 6 } left && left-- { print "  " $0 }' \
    "$report" | head -n 40 >>"$TEST_FAILURES"
  return $status
}

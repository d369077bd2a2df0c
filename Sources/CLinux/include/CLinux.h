/// What Swift cannot call, and what runs between clone and exec.
///
/// Every shim returns the call's value, or `-errno`. `doors.h` is for the parent: calls that Swift's
/// Glibc lacks or cannot import (variadics, new system calls). `plan.h` is for the child: a plan is
/// an array of operations that `nl_spawn` carries out in a fresh process, where no Swift may run.
#pragma once
#include "doors.h"
#include "plan.h"
#include "subject.h"
#include "tracer.h"

/// The builtins that are written in the language itself: those that call functions of the script.
///
/// No native code calls back into the machine, so a function that is passed may block, fork or throw. The prelude is
/// added to a program that names one of them; its frames are left out of traces, and what waits or fails in it is
/// shown at the line that called it.
enum Prelude {
  /// What the disassembler calls the file.
  static let fileName = "prelude"

  /// The source.
  static let text = """
    func map(list, function) {
      let result = []
      for x in list { append(result, function(x)) }
      return result
    }

    func filter(list, function) {
      let result = []
      for x in list { if function(x) { append(result, x) } }
      return result
    }

    func reduce(list, initial, function) {
      var result = initial
      for x in list { result = function(result, x) }
      return result
    }

    func first(list, function = nil) {
      if function == nil { for x in list { return x } }
      else { for x in list { if function(x) { return x } } }
      return nil
    }

    func any(list, function = nil) {
      if function == nil { for x in list { if x { return true } } }
      else { for x in list { if function(x) { return true } } }
      return false
    }

    func all(list, function = nil) {
      if function == nil { for x in list { if not x { return false } } }
      else { for x in list { if not function(x) { return false } } }
      return true
    }

    func sort(list, by = nil, reverse = false) {
      _sort(list, by == nil ? nil : map(list, by), reverse)
    }

    func sorted(values, by = nil, reverse = false) {
      let list = _list("sorted", values)
      _sort(list, by == nil ? nil : map(list, by), reverse)
      return list
    }

    func min(first, by = nil, reverse = false, rest...) {
      if by == nil { return _extreme("min", first, rest, reverse) }
      let items = len(rest) == 0 ? _list("min", first) : [first] + rest
      let keys = map(items, by)
      return items[find(keys, _extreme("min", keys, [], reverse))]
    }

    func max(first, by = nil, reverse = false, rest...) {
      if by == nil { return _extreme("max", first, rest, reverse) }
      let items = len(rest) == 0 ? _list("max", first) : [first] + rest
      let keys = map(items, by)
      return items[find(keys, _extreme("max", keys, [], reverse))]
    }

    func parallel(items, function, workers = nil, retries = 0, timeout = nil, keep_going = false) {
      let list = _list("parallel", items)
      let count = _pool_size(workers, retries, timeout, len(list))
      let jobs = queue(retry: retries)
      let answers = queue()
      func work(i) {
        let result = function(list[i])
        return type(result) == "command" ? run result : result
      }
      func parallel_worker() {
        for i in jobs {
          for attempt in 0...retries {
            try {
              var result = nil
              if timeout == nil { result = work(i) }
              else { within timeout { result = work(i) } }
              put answers, [i, true, result]
              break
            } catch e {
              if attempt == retries { put answers, [i, false, e] }
            }
          }
          task_done jobs
        }
      }
      for i in 0..<len(list) { put jobs, i }
      close jobs
      let begin = clock()
      let results = map(list, _item => nil)
      let is_known = map(list, _item => false)
      var known = 0
      func note(i, is_good, value) {
        if is_known[i] { return nil }
        is_known[i] = true
        known += 1
        if not is_good {
          value = _failure_of(value, list[i])
          if not keep_going { throw value }
        }
        results[i] = value
      }
      var pool = []
      defer {
        _show_progress(nil, 0, 0s)
        kill pool
      }
      var lost = 0
      while known < len(list) {
        while len(pool) < min(count, len(list) - known) { append(pool, spawn parallel_worker()) }
        _show_progress(known, len(list), clock() - begin)
        try {
          select {
            case let i, is_good, value = get answers { note(i, is_good, value) }
            case let worker, _result = join any pool { pool = filter(pool, p => p != worker) }
          }
        } catch ProcessFailed as e {
          if e.process not in pool { throw e }
          pool = filter(pool, p => p != e.process)
          while lost < len(jobs.dead) {
            note(jobs.dead[lost].item, false, e)
            lost += 1
          }
        }
      }
      join pool
      return results
    }

    """
}

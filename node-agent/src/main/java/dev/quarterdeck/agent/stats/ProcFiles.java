package dev.quarterdeck.agent.stats;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Parses /proc/stat and /proc/meminfo, which both cgroup versions have. */
final class ProcFiles {

  /** The duration of a tick: USER_HZ is 100 on every Linux architecture that Java supports. */
  private static final long NANOS_PER_TICK = 10_000_000;

  private static final Pattern MEMINFO = Pattern.compile("(?m)^([A-Za-z0-9_()]+):\\s+(\\d+)");

  private ProcFiles() {}

  /**
   * The CPU time used since boot, in nanoseconds: all but idle and iowait (guest time is part of
   * user time).
   */
  static long cpuNanoseconds(String stat) {
    var line = stat.lines().filter(l -> l.startsWith("cpu ")).findFirst().orElse("");
    var fields = line.trim().split("\\s+");
    var ticks = 0L;
    for (var i : new int[] {1, 2, 3, 6, 7, 8}) {
      ticks += i < fields.length ? Long.parseLong(fields[i]) : 0;
    }
    return ticks * NANOS_PER_TICK;
  }

  static Instant bootTime(String stat) {
    return stat.lines()
        .filter(line -> line.startsWith("btime "))
        .map(line -> Instant.ofEpochSecond(Long.parseLong(line.substring(6).trim())))
        .findFirst()
        .orElse(Instant.EPOCH);
  }

  /**
   * The host's memory usage as cAdvisor computes it for the root cgroup: the working set does not
   * include inactive page cache.
   */
  static Usage.Memory memory(String memInfo, Instant at) {
    var fields = fields(memInfo);
    var total = fields.getOrDefault("MemTotal", 0L);
    var usage = total - fields.getOrDefault("MemFree", 0L);
    var workingSet = Math.max(0, usage - fields.getOrDefault("Inactive(file)", 0L));
    return new Usage.Memory(
        at,
        usage,
        workingSet,
        fields.getOrDefault("AnonPages", 0L),
        OptionalLong.of(total - workingSet));
  }

  private static Map<String, Long> fields(String memInfo) {
    var fields = new HashMap<String, Long>();
    MEMINFO
        .matcher(memInfo)
        .results()
        .forEach(match -> fields.put(match.group(1), Long.parseLong(match.group(2)) << 10));
    return fields;
  }
}

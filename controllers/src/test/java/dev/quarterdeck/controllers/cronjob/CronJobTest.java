package dev.quarterdeck.controllers.cronjob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.cronjob.CronJobPlan.Decision;
import dev.quarterdeck.controllers.job.JobConditions;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cron jobs on a set clock. */
class CronJobTest {

  private static final Instant MORNING = Instant.parse("2026-03-02T08:00:30Z");

  private static CronWorld world(String schedule) {
    return new CronWorld(CronWorld.every(schedule, MORNING), MORNING);
  }

  private static Instant at(String time) {
    return Instant.parse("2026-03-02T" + time + "Z");
  }

  @Test
  void startsAJobAtEachTimeOfTheSchedule() {
    var world = world("*/10 * * * *");
    world.pass(Duration.ofMinutes(35));
    assertThat(world.started).containsExactly(at("08:10:00"), at("08:20:00"), at("08:30:00"));
    assertThat(world.cronJob.getStatus().getLastScheduleTime()).isEqualTo("2026-03-02T08:30:00Z");
    assertThat(world.cronJob.getStatus().getActive())
        .extracting(ObjectReference::getName)
        .containsExactly("tick-29540650", "tick-29540660", "tick-29540670");
    assertThat(world.events.getFirst()).isEqualTo("SuccessfulCreate Created job tick-29540650");
    assertThat(world.due).as("a little after the next one").contains(at("08:40:00.100"));
  }

  @Test
  void aJobTellsItsStartInTheZoneOfItsCronJob() {
    var cronJob = CronWorld.every("0 9 * * *", MORNING).editSpec().withTimeZone("Asia/Kathmandu");
    var job = ScheduledJob.of(cronJob.endSpec().build(), at("03:15:00"));
    assertThat(job.getMetadata().getAnnotations())
        .containsEntry(ScheduledJob.START, "2026-03-02T09:00:00+05:45");
    assertThat(job.getMetadata().getLabels()).containsEntry("app", "tick");
    assertThat(job.getMetadata().getOwnerReferences())
        .singleElement()
        .matches(owner -> owner.getKind().equals("CronJob") && owner.getController());
    assertThat(ScheduledJob.start(job)).contains(at("03:15:00"));
    var plain = ScheduledJob.of(CronWorld.every("0 9 * * *", MORNING).build(), at("09:00:00"));
    assertThat(plain.getMetadata().getAnnotations())
        .containsEntry(ScheduledJob.START, "2026-03-02T09:00:00Z");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    // Clocks are put forward from 2 to 3: the half hour that there is not comes at half past three.
    "Europe/Berlin, 30 2 * * *, 2026-03-28T12:00:00Z, 2026-03-30T00:30:00Z 2026-03-31T00:30:00Z",
    "Europe/Berlin, 30 3 * * *, 2026-03-28T12:00:00Z, 2026-03-29T01:30:00Z 2026-03-30T01:30:00Z",
    "Europe/Berlin, 0 * * * *, 2026-03-28T23:30:00Z, 2026-03-29T00:00:00Z 2026-03-29T01:00:00Z",
    // They are put back from 3 to 2: the hour comes twice.
    "Europe/Berlin, 30 2 * * *, 2026-10-24T12:00:00Z, 2026-10-25T00:30:00Z 2026-10-25T01:30:00Z",
    "America/New_York, 30 1 * * *, 2026-10-31T12:00:00Z, 2026-11-01T05:30:00Z 2026-11-01T06:30:00Z",
    "America/New_York, 0 0 * * *, 2026-03-07T12:00:00Z, 2026-03-08T05:00:00Z 2026-03-09T04:00:00Z",
    "Australia/Lord_Howe, 15 2 * * *, 2026-10-03T02:00:00Z, 2026-10-04T15:15:00Z 2026-10-05T15:15:00Z",
  })
  void keepsToTheClockOfItsZone(String zone, String schedule, Instant from, String starts) {
    var cronJob = CronWorld.every(schedule, from).editSpec().withTimeZone(zone).endSpec();
    var world = new CronWorld(cronJob, from);
    while (world.started.size() < 2) {
      world.pass(Duration.ofMinutes(10));
    }
    assertThat(world.started)
        .containsExactlyElementsOf(
            List.of(starts.split(" ")).stream().map(Instant::parse).toList());
  }

  @Test
  void doesNotStartABacklog() {
    var world = world("*/10 * * * *");
    world.now = MORNING.plus(Duration.ofHours(5));
    world.look();
    assertThat(world.started).containsExactly(at("13:00:00"));
    assertThat(world.told("TooManyMissedTimes")).isFalse();

    world.now = MORNING.plus(Duration.ofDays(2));
    world.look();
    assertThat(world.started).hasSize(2).endsWith(Instant.parse("2026-03-04T08:00:00Z"));
    assertThat(world.events)
        .contains(
            "TooManyMissedTimes too many missed start times. Set or decrease"
                + " .spec.startingDeadlineSeconds or check clock skew");
  }

  @ParameterizedTest
  @CsvSource({"100, FEW", "101, MANY"})
  void aHundredMissedStartsAreFew(int minutes, Starts.Missed missed) {
    var cronJob = CronWorld.every("* * * * *", at("08:00:00")).build();
    var table = Timetable.of(cronJob, ZoneOffset.UTC);
    var now = at("08:00:30").plus(Duration.ofMinutes(minutes));
    assertThat(Starts.until(now, cronJob, new CronJobStatus(), table, true).missed())
        .isEqualTo(missed);
  }

  @Test
  void aStartThatIsTooLateIsMissed() {
    var world = world("0 * * * *");
    world.edit(cron -> cron.editSpec().withStartingDeadlineSeconds(100L).endSpec());
    world.now = at("09:01:00");
    world.look();
    assertThat(world.started).containsExactly(at("09:00:00"));
    world.now = at("10:02:00");
    world.look();
    assertThat(world.started).hasSize(1);
    assertThat(world.due).contains(at("11:00:00.100"));
  }

  @Test
  void saysWhichStartWasMissed() {
    var cronJob =
        CronWorld.every("0 * * * *", MORNING)
            .editSpec()
            .withStartingDeadlineSeconds(0L)
            .endSpec()
            .build();
    var now = at("09:00:00.100");
    assertThat(CronJobPlan.next(cronJob, new CronJobStatus(), now, ZoneOffset.UTC).notes())
        .isEmpty();
    var early =
        new CronJobBuilder(cronJob)
            .editSpec()
            .withSchedule("* * * * *")
            .withStartingDeadlineSeconds(5L)
            .endSpec()
            .build();
    // The last start since the deadline is due, an earlier one is not even looked at.
    assertThat(CronJobPlan.next(early, new CronJobStatus(), at("09:00:30"), ZoneOffset.UTC))
        .isInstanceOf(Decision.Wait.class);
  }

  @Test
  void forbidsAJobBesideAnother() {
    var world = world("*/10 * * * *");
    world.edit(cron -> cron.editSpec().withConcurrencyPolicy("Forbid").endSpec());
    world.pass(Duration.ofMinutes(21));
    assertThat(world.started).hasSize(1);
    assertThat(world.events)
        .contains(
            "JobAlreadyActive Not starting job because prior execution is running and concurrency"
                + " policy is Forbid");
    world.end(world.running().getFirst(), JobConditions.COMPLETE);
    world.pass(Duration.ofSeconds(1));
    assertThat(world.started)
        .as("it makes up for the last one")
        .hasSize(2)
        .endsWith(at("08:20:00"));
    assertThat(world.events)
        .contains("SawCompletedJob Saw completed job: tick-29540650, condition: Complete");
    assertThat(world.cronJob.getStatus().getLastSuccessfulTime()).isEqualTo("2026-03-02T08:21:30Z");
  }

  @Test
  void replacesAJobThatStillRuns() {
    var world = world("*/10 * * * *");
    world.edit(cron -> cron.editSpec().withConcurrencyPolicy("Replace").endSpec());
    world.pass(Duration.ofMinutes(31));
    assertThat(world.started).hasSize(3);
    assertThat(world.jobs).containsOnlyKeys("tick-29540670");
    assertThat(world.cronJob.getStatus().getActive()).hasSize(1);
    assertThat(world.events).contains("SuccessfulDelete Deleted job tick-29540660");
  }

  @Test
  void keepsAsManyEndedJobsAsItIsTold() {
    var world = world("*/10 * * * *");
    for (var i = 0; i < 8; i++) {
      world.pass(Duration.ofMinutes(10));
      world.end(world.running().getFirst(), i % 2 == 0 ? "Complete" : "Failed");
      world.pass(Duration.ofSeconds(1));
    }
    assertThat(world.jobs)
        .as("three that succeeded and one that failed")
        .containsOnlyKeys("tick-29540670", "tick-29540690", "tick-29540710", "tick-29540720");
    assertThat(world.cronJob.getStatus().getActive()).isEmpty();
  }

  @Test
  void restsWhileItIsSuspended() {
    var world = world("*/10 * * * *");
    world.edit(cron -> cron.editSpec().withSuspend(true).endSpec());
    world.pass(Duration.ofHours(1));
    assertThat(world.started).isEmpty();
    assertThat(world.due).isEmpty();
    world.edit(cron -> cron.editSpec().withSuspend(false).endSpec());
    world.pass(Duration.ofSeconds(1));
    assertThat(world.started).containsExactly(at("09:00:00"));
  }

  @ParameterizedTest
  @CsvSource({
    "* * * *, , 'UnparseableSchedule unparseable schedule: \"* * * *\" : expected exactly 5 fields, found 4: [* * * *]'",
    "0 0 31 2 *, , 'InvalidSchedule invalid schedule: 0 0 31 2 * : time difference between two schedules is less than 1 second'",
    "* * * * *, Mars/Olympus, 'UnknownTimeZone invalid timeZone: \"Mars/Olympus\": unknown time zone Mars/Olympus'",
  })
  void saysWhatItCannotRead(String schedule, String zone, String event) {
    var world = world(schedule);
    world.edit(cron -> cron.editSpec().withTimeZone(zone).endSpec());
    world.pass(Duration.ofMinutes(5));
    assertThat(world.events).containsExactly(event);
    assertThat(world.started).isEmpty();
    assertThat(world.due).isEmpty();
  }

  @Test
  void takesAZoneInTheScheduleWithAWarning() {
    var world = world("TZ=Asia/Tokyo 0 18 * * *");
    world.pass(Duration.ofHours(2));
    assertThat(world.started).containsExactly(at("09:00:00"));
    assertThat(world.events.getFirst())
        .isEqualTo(
            "UnsupportedSchedule CRON_TZ or TZ used in schedule \"TZ=Asia/Tokyo 0 18 * * *\" is not"
                + " officially supported, see"
                + " https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more"
                + " details");
  }

  @Test
  void aCronJobThatIsBeingDeletedStartsNothing() {
    var world = world("*/10 * * * *");
    world.edit(
        cron -> cron.editMetadata().withDeletionTimestamp("2026-03-02T08:01:00Z").endMetadata());
    world.pass(Duration.ofHours(1));
    assertThat(world.started).isEmpty();
  }

  @Test
  void forgetsJobsThatWentMissing() {
    var world = world("*/10 * * * *");
    world.pass(Duration.ofMinutes(11));
    world.jobs.clear();
    world.catchUp();
    world.look();
    assertThat(world.cronJob.getStatus().getActive()).isEmpty();
    assertThat(world.events).contains("MissingJob Active job went missing: tick-29540650");
  }

  @Test
  void doesNotBelieveAMirrorThatLacksItsJob() {
    var world = world("*/10 * * * *");
    world.lag();
    world.pass(Duration.ofMinutes(11));
    world.look();
    assertThat(world.started).hasSize(1);
    world.catchUp();
    world.look();
    assertThat(world.cronJob.getStatus().getActive()).hasSize(1);
    assertThat(world.told("MissingJob")).isFalse();
  }

  @Test
  void noticesAJobThatSomebodyMadeForIt() {
    var world = world("0 0 1 1 *");
    var manual =
        new JobBuilder(ScheduledJob.of(world.cronJob, MORNING))
            .editMetadata()
            .withName("by-hand")
            .withUid("by-hand")
            .withAnnotations(null)
            .endMetadata()
            .withNewStatus()
            .endStatus()
            .build();
    world.jobs.put("by-hand", manual);
    world.catchUp();
    world.look();
    assertThat(world.events)
        .containsExactly(
            "UnexpectedJob Saw a job that the controller did not create or forgot: by-hand");
    assertThat(Optional.ofNullable(world.cronJob.getStatus())).isEmpty();
  }

  @Test
  void leavesANameAloneThatSomebodyElseTook() {
    var world = world("*/10 * * * *");
    var other =
        new JobBuilder(ScheduledJob.of(world.cronJob, at("08:10:00")))
            .editMetadata()
            .withUid("other")
            .withOwnerReferences(List.of())
            .endMetadata()
            .withNewStatus()
            .endStatus()
            .build();
    world.jobs.put("tick-29540650", other);
    world.catchUp();
    world.pass(Duration.ofMinutes(21));
    assertThat(world.started).containsExactly(at("08:20:00"));
    assertThat(world.cronJob.getStatus().getActive()).hasSize(1);
  }
}

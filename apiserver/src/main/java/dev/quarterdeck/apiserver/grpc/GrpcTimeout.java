package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.model.ApiFault;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** The {@code grpc-timeout} header: up to eight digits and a unit. */
final class GrpcTimeout {

  private static final Pattern FORM = Pattern.compile("(\\d{1,8})([HMSmun])");

  private GrpcTimeout() {}

  /**
   * @param header null for a call without a deadline
   * @throws ApiFault BAD_REQUEST
   */
  static Optional<Duration> parse(String header) {
    if (header == null) {
      return Optional.empty();
    }
    var match = FORM.matcher(header);
    if (!match.matches()) {
      throw ApiFault.badRequest("grpc-timeout must be up to 8 digits and one of HMSmun");
    }
    var unit =
        switch (match.group(2)) {
          case "H" -> ChronoUnit.HOURS;
          case "M" -> ChronoUnit.MINUTES;
          case "S" -> ChronoUnit.SECONDS;
          case "m" -> ChronoUnit.MILLIS;
          case "u" -> ChronoUnit.MICROS;
          default -> ChronoUnit.NANOS;
        };
    return Optional.of(Duration.of(Long.parseLong(match.group(1)), unit));
  }
}

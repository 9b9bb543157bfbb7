package dev.quarterdeck.deploy;

import dev.quarterdeck.controllers.ControllerSelection;
import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.time.GoDuration;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the values of options are read; picocli adds the option's name to an error. */
final class OptionTypes {

  private OptionTypes() {}

  /** {@code *}, or a controller's name with or without {@code -} before it. */
  static final class ControllerEntry implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      try {
        ControllerSelection.of(List.of(text));
        return text;
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** A duration as Kubernetes' options take it: {@code 50s}, {@code 1m30s}. */
  static final class GoDurations implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return GoDuration.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("write it like 50s or 2m, not " + text);
      }
    }
  }

  /** A block of addresses such as {@code 10.96.0.0/16}. */
  static final class Cidrs implements ITypeConverter<Cidr> {
    @Override
    public Cidr convert(String text) {
      return Cidr.find(text)
          .orElseThrow(
              () -> new TypeConversionException("write it like 10.96.0.0/16, not " + text));
    }
  }
}

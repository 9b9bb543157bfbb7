package dev.quarterdeck.agent.probe;

import dev.quarterdeck.agent.env.Expansion;
import dev.quarterdeck.agent.worker.ContainerProbes.Target;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.CriRuntime;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns a probe's handler into the attempt it stands for. */
final class ProbeActions {

  private static final int MAX_OUTPUT = 10 << 10;

  private final CriRuntime runtime;
  private final HttpProbe http;
  private final GrpcProbe grpc;

  ProbeActions(CriRuntime runtime, HttpProbe http, GrpcProbe grpc) {
    this.runtime = runtime;
    this.http = http;
    this.grpc = grpc;
  }

  ProbeAction of(Probe probe, Target target) {
    if (probe.getExec() != null) {
      return exec(probe.getExec(), target);
    }
    if (probe.getHttpGet() != null) {
      var get = probe.getHttpGet();
      return withPort(
          get.getPort(),
          target,
          port -> timeout -> http.attempt(get, host(get.getHost(), target), port, timeout));
    }
    if (probe.getTcpSocket() != null) {
      var tcp = probe.getTcpSocket();
      return withPort(tcp.getPort(), target, port -> timeout -> tcp(tcp, target, port, timeout));
    }
    if (probe.getGrpc() != null) {
      var service = Optional.ofNullable(probe.getGrpc().getService()).orElse("");
      var port = probe.getGrpc().getPort();
      return timeout -> grpc.attempt(target.podIp(), port, service, timeout);
    }
    return timeout -> new Outcome.Unknown("missing probe handler");
  }

  private interface OnPort {
    ProbeAction at(int port);
  }

  private static ProbeAction withPort(IntOrString wanted, Target target, OnPort action) {
    return port(wanted, target.container())
        .map(action::at)
        .orElse(
            timeout ->
                new Outcome.Unknown(
                    "couldn't find port %s of the container".formatted(text(wanted))));
  }

  /** A port by number, by the name the container gave it, or a number written as text. */
  static Optional<Integer> port(IntOrString wanted, Container container) {
    var text = text(wanted);
    var ports = container.getPorts() == null ? List.<ContainerPort>of() : container.getPorts();
    return ports.stream()
        .filter(port -> text.equals(port.getName()))
        .map(ContainerPort::getContainerPort)
        .findFirst()
        .or(() -> text.matches("\\d{1,5}") ? Optional.of(Integer.parseInt(text)) : Optional.empty())
        .filter(port -> port > 0 && port < 65536);
  }

  private static String text(IntOrString value) {
    if (value == null) {
      return "";
    }
    return value.getIntVal() != null
        ? value.getIntVal().toString()
        : Optional.ofNullable(value.getStrVal()).orElse("");
  }

  private static String host(String own, Target target) {
    return own == null || own.isEmpty() ? target.podIp() : own;
  }

  private ProbeAction exec(ExecAction exec, Target target) {
    var command = Expansion.expand(exec.getCommand(), literals(target.container()));
    return timeout -> {
      try {
        var result = runtime.execSync(target.containerId(), command, timeout);
        return result.exitCode() == 0
            ? new Outcome.Success()
            : new Outcome.Failure(shorten(result.stdout() + result.stderr()));
      } catch (CriFault.Timeout e) {
        return new Outcome.Failure(
            "command timed out: \"%s\" timed out after %ds"
                .formatted(String.join(" ", command), timeout.toSeconds()));
      } catch (CriFault e) {
        return new Outcome.Unknown("rpc error: " + e.getMessage());
      }
    };
  }

  /** The variables whose values stand in the pod: all that a probe's command may refer to. */
  private static Map<String, String> literals(Container container) {
    var values = new HashMap<String, String>();
    if (container.getEnv() != null) {
      container.getEnv().stream()
          .filter(variable -> variable.getValue() != null)
          .forEach(v -> values.put(v.getName(), Expansion.expand(v.getValue(), values)));
    }
    return values;
  }

  private static String shorten(String output) {
    return output.length() <= MAX_OUTPUT ? output : output.substring(0, MAX_OUTPUT);
  }

  private static Outcome tcp(TCPSocketAction tcp, Target target, int port, Duration timeout) {
    var host = host(tcp.getHost(), target);
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
      return new Outcome.Success();
    } catch (SocketTimeoutException e) {
      return new Outcome.Failure("dial tcp %s:%d: i/o timeout".formatted(host, port));
    } catch (IOException e) {
      return new Outcome.Failure("dial tcp %s:%d: connect: %s".formatted(host, port, Said.of(e)));
    }
  }
}

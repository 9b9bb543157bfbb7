package dev.quarterdeck.agent.probe;

import dev.quarterdeck.agent.env.Expansion;
import dev.quarterdeck.agent.http.ContainerPorts;
import dev.quarterdeck.agent.http.ContainerPorts.NoSuchPort;
import dev.quarterdeck.agent.http.HttpGetClient;
import dev.quarterdeck.agent.http.HttpGetResult;
import dev.quarterdeck.agent.http.HttpPurpose;
import dev.quarterdeck.agent.http.NetworkFailures;
import dev.quarterdeck.agent.worker.ContainerProbes.Target;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.CriRuntime;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Makes the action of a probe from its handler. */
final class ProbeActions {

  private static final int MAX_OUTPUT = 10 << 10;

  private final CriRuntime runtime;
  private final HttpGetClient http;
  private final GrpcProbe grpc;

  ProbeActions(CriRuntime runtime, HttpGetClient http, GrpcProbe grpc) {
    this.runtime = runtime;
    this.http = http;
    this.grpc = grpc;
  }

  ProbeAction of(Probe probe, Target target) {
    if (probe.getExec() != null) {
      return exec(probe.getExec(), target);
    }
    if (probe.getHttpGet() != null) {
      return timeout -> http(probe.getHttpGet(), target, timeout);
    }
    if (probe.getTcpSocket() != null) {
      return timeout -> tcp(probe.getTcpSocket(), target, timeout);
    }
    if (probe.getGrpc() != null) {
      var service = Optional.ofNullable(probe.getGrpc().getService()).orElse("");
      var port = probe.getGrpc().getPort();
      return timeout -> grpc.attempt(target.podIp(), port, service, timeout);
    }
    return timeout -> new ProbeResult.Unknown("missing probe handler");
  }

  private ProbeResult http(HTTPGetAction get, Target target, Duration timeout)
      throws InterruptedException {
    var result = http.get(get, target.container(), target.podIp(), HttpPurpose.PROBE, timeout);
    return switch (result) {
      case HttpGetResult.Answered(var status) when status >= 200 && status < 400 ->
          new ProbeResult.Success();
      case HttpGetResult.Answered(var status) ->
          new ProbeResult.Failure("HTTP probe failed with statuscode: " + status);
      case HttpGetResult.RedirectedAway _ -> new ProbeResult.Warning("Probe terminated redirects");
      case HttpGetResult.Failed(var message) -> new ProbeResult.Failure(message);
      case HttpGetResult.NoPort(var message) -> new ProbeResult.Unknown(message);
    };
  }

  private ProbeAction exec(ExecAction exec, Target target) {
    var command = Expansion.expand(exec.getCommand(), literals(target.container()));
    return timeout -> {
      try {
        var result = runtime.execSync(target.containerId(), command, timeout);
        return result.exitCode() == 0
            ? new ProbeResult.Success()
            : new ProbeResult.Failure(shorten(result.stdout() + result.stderr()));
      } catch (CriFault.Timeout e) {
        return new ProbeResult.Failure(
            "command timed out: \"%s\" timed out after %ds"
                .formatted(String.join(" ", command), timeout.toSeconds()));
      } catch (CriFault e) {
        return new ProbeResult.Unknown("rpc error: " + e.getMessage());
      }
    };
  }

  /** The container's variables with literal values, to which a probe's command may refer. */
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

  private static ProbeResult tcp(TCPSocketAction tcp, Target target, Duration timeout) {
    var host = tcp.getHost() == null || tcp.getHost().isEmpty() ? target.podIp() : tcp.getHost();
    int port;
    try {
      port = ContainerPorts.resolve(tcp.getPort(), target.container());
    } catch (NoSuchPort e) {
      return new ProbeResult.Unknown(e.getMessage());
    }
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
      return new ProbeResult.Success();
    } catch (SocketTimeoutException e) {
      return new ProbeResult.Failure("dial tcp %s:%d: i/o timeout".formatted(host, port));
    } catch (IOException e) {
      return new ProbeResult.Failure(
          "dial tcp %s:%d: connect: %s".formatted(host, port, NetworkFailures.text(e)));
    }
  }
}

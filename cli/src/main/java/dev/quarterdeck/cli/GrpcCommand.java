package dev.quarterdeck.cli;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.quarterdeck.cli.process.UserError;
import dev.quarterdeck.client.grpc.CallException;
import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.client.grpc.ReflectedCall;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/**
 * Lists, describes and calls gRPC methods of the API server, which it learns by server reflection.
 */
@Command(
    name = "grpc",
    mixinStandardHelpOptions = true,
    description = {
      "Lists, describes and calls the API server's gRPC methods:",
      "  qd grpc list",
      "  qd grpc describe quarterdeck.v1.GetRequest",
      "  qd grpc call Get -d '{\"target\":{\"version\":\"v1\",\"resource\":\"namespaces\",\"name\":\"default\"}}'"
    },
    subcommands = GrpcCommand.Call.class)
final class GrpcCommand {

  private static final String API = "quarterdeck.v1.Api";

  @Mixin LabOptions options = new LabOptions();
  @CommandLine.Spec CommandLine.Model.CommandSpec command;

  @Option(
      names = "--kubeconfig",
      scope = ScopeType.INHERIT,
      description = "The server and the user to call it as (default: the lab's administrator).")
  Path kubeconfig;

  private GrpcClient connect() throws IOException {
    var file = kubeconfig == null ? options.open().folder().kubeconfig() : kubeconfig;
    return GrpcClient.connect(file, "qd");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Prints the services, or one service's methods.")
  int list(@Parameters(arity = "0..1", paramLabel = "SERVICE") String service) throws IOException {
    try (var client = connect()) {
      var out = command.commandLine().getOut();
      if (service == null) {
        client.reflected().services().forEach(out::println);
      } else {
        client
            .reflected()
            .service(service)
            .getMethods()
            .forEach(method -> out.println(method.getFullName()));
      }
      out.flush();
      return 0;
    }
  }

  @Command(
      name = "describe",
      mixinStandardHelpOptions = true,
      description = "Prints a service, method or message as .proto text.")
  int describe(@Parameters(paramLabel = "SYMBOL") String symbol) throws IOException {
    try (var client = connect()) {
      var out = command.commandLine().getOut();
      out.print(new ProtoText(client.reflected()).of(symbol));
      out.flush();
      return 0;
    }
  }

  /** {@code qd grpc call}. */
  @Command(
      name = "call",
      mixinStandardHelpOptions = true,
      description = "Calls a method; requests and replies are JSON, one per message.")
  static final class Call implements Callable<Integer> {

    @CommandLine.ParentCommand GrpcCommand parent;

    @Parameters(paramLabel = "METHOD", description = "Such as Watch, or quarterdeck.v1.Api/Watch.")
    String method;

    @Option(
        names = {"-d", "--data"},
        paramLabel = "JSON",
        description = "A request message; may be repeated. @ reads them from stdin, one per line.")
    List<String> messages = List.of("{}");

    @Option(
        names = "--raw",
        description =
            "Print the bytes of replies (logs, outputs) as they are, not as JSON. The exit code is"
                + " the command's.")
    boolean raw;

    @Override
    public Integer call() throws IOException {
      try (var client = parent.connect()) {
        var slash = method.lastIndexOf('/');
        var service = client.reflected().service(slash < 0 ? API : method.substring(0, slash));
        var descriptor = service.findMethodByName(method.substring(slash + 1));
        if (descriptor == null) {
          throw new UserError(
              "%s has no method %s; see qd grpc list %1$s"
                  .formatted(service.getFullName(), method.substring(slash + 1)));
        }
        try (var call = client.reflected().call(descriptor)) {
          return exchange(call, DynamicMessage.newBuilder(descriptor.getInputType()));
        }
      }
    }

    /** Sends requests on a thread of its own, since a reply may come before the last request. */
    private int exchange(ReflectedCall call, DynamicMessage.Builder empty) throws IOException {
      var failure = new AtomicReference<UserError>();
      Thread.ofVirtual()
          .name("grpc-requests")
          .start(
              () -> {
                try {
                  send(call, empty);
                } catch (UserError badRequest) {
                  failure.set(badRequest);
                  call.close();
                } catch (IOException e) {
                  failure.set(new UserError("cannot read the requests: " + e.getMessage()));
                  call.close();
                } catch (CallException ended) {
                  // The call has ended; receive() reports why.
                }
              });
      try {
        return receive(call);
      } catch (CallException ended) {
        throw failure.get() == null ? ended : failure.get();
      }
    }

    private void send(ReflectedCall call, DynamicMessage.Builder empty) throws IOException {
      for (var message : messages) {
        if (!message.equals("@")) {
          call.write(parse(message, empty));
          continue;
        }
        var stdin = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = stdin.readLine(); line != null; line = stdin.readLine()) {
          call.write(parse(line, empty));
        }
      }
      call.closeInput();
    }

    private static DynamicMessage parse(String json, DynamicMessage.Builder empty) {
      var message = empty.clone();
      try {
        JsonFormat.parser().merge(json, message);
      } catch (InvalidProtocolBufferException e) {
        throw new UserError("the request is no such message: " + e.getMessage());
      }
      return message.build();
    }

    /** Prints replies until the call ends; returns the exit code of the command it ran, or 0. */
    private int receive(ReflectedCall call) throws IOException {
      var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      var printer = JsonFormat.printer().omittingInsignificantWhitespace();
      var exit = 0;
      for (var reply = call.read(); reply != null; reply = call.read()) {
        var code = RawBytes.exitCode(reply);
        if (!raw || !RawBytes.print(reply, out, System.err) && code.isEmpty()) {
          out.println(printer.print(reply));
        }
        RawBytes.failure(reply).ifPresent(why -> System.err.println("qd: " + why));
        exit = code.orElse(exit);
      }
      return exit;
    }
  }
}

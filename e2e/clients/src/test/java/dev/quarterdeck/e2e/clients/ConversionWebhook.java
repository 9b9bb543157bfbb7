package dev.quarterdeck.e2e.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A conversion webhook for ships: spec.port of v1 is spec.harbour of v2. */
final class ConversionWebhook implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpsServer server;
  private final X509Certificate certificate;
  private final AtomicInteger reviews = new AtomicInteger();

  private ConversionWebhook(HttpsServer server, X509Certificate certificate) {
    this.server = server;
    this.certificate = certificate;
  }

  static ConversionWebhook start() throws Exception {
    var keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
    var name = new X500Name("CN=conversion");
    var now = Instant.now();
    var holder =
        new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(now.minus(1, ChronoUnit.HOURS)),
                Date.from(now.plus(1, ChronoUnit.DAYS)),
                name,
                keys.getPublic())
            .addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")))
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    var certificate = new JcaX509CertificateConverter().getCertificate(holder);
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("key", keys.getPrivate(), new char[0], new X509Certificate[] {certificate});
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, new char[0]);
    var tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    var webhook = new ConversionWebhook(server, certificate);
    server.createContext("/convert", webhook::answer);
    server.start();
    return webhook;
  }

  String url() {
    return "https://127.0.0.1:%d/convert".formatted(server.getAddress().getPort());
  }

  String caBundle() throws Exception {
    var pem =
        "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
            .formatted(
                Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(certificate.getEncoded()));
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
  }

  /** The number of conversion requests so far. */
  int reviews() {
    return reviews.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    reviews.incrementAndGet();
    try (exchange) {
      var request = JSON.readTree(exchange.getRequestBody()).get("request");
      var review = JSON.createObjectNode();
      review.put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "ConversionReview");
      var response = review.putObject("response").put("uid", request.get("uid").asText());
      response.putObject("result").put("status", "Success");
      var converted = response.putArray("convertedObjects");
      var version = request.get("desiredAPIVersion").asText();
      request.get("objects").forEach(ship -> converted.add(convert(ship, version)));
      var bytes = JSON.writeValueAsBytes(review);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static JsonNode convert(JsonNode ship, String version) {
    ObjectNode converted = ship.deepCopy();
    converted.put("apiVersion", version);
    if (converted.get("spec") instanceof ObjectNode spec) {
      var toV1 = version.endsWith("v1");
      var place = spec.remove(toV1 ? "harbour" : "port");
      if (place != null) {
        spec.set(toV1 ? "port" : "harbour", place);
      }
    }
    return converted;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

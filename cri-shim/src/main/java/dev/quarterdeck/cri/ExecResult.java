package dev.quarterdeck.cri;

/**
 * The result of a command run by {@link CriRuntime#execSync}. Each output has at most 16 MiB.
 *
 * @param stdout UTF-8, malformed bytes replaced
 * @param stderr UTF-8, malformed bytes replaced
 */
public record ExecResult(int exitCode, String stdout, String stderr) {}

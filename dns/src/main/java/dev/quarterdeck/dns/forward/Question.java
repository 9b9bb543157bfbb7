package dev.quarterdeck.dns.forward;

import org.xbill.DNS.Name;

/**
 * What an upstream server is asked. Two are equal when one answer serves both: the case of the name
 * does not matter.
 */
public record Question(
    Name name, int type, int dclass, boolean dnssecOk, boolean checkingDisabled) {}

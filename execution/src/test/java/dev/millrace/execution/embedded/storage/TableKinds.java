/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** Keys, windows and values of which tables have to be able to come back. */
final class TableKinds {
  private TableKinds() {}

  /** A key of the user's own, whose hash differs from run to run. */
  private record Account(String name, @Nullable Integer branch) {
    @Override
    public int hashCode() {
      return System.identityHashCode(Account.class) + Objects.hash(name, branch);
    }
  }

  private static final class AccountCoder extends CustomCoder<Account> {
    @Override
    public void encode(Account account, OutputStream out) throws IOException {
      StringUtf8Coder.of().encode(account.name, out);
      NullableCoder.of(VarIntCoder.of()).encode(account.branch, out);
    }

    @Override
    public Account decode(InputStream in) throws IOException {
      return new Account(
          StringUtf8Coder.of().decode(in), NullableCoder.of(VarIntCoder.of()).decode(in));
    }

    @Override
    public void verifyDeterministic() {}

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof AccountCoder;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  /** A window of the user's own. */
  private static final class Round extends BoundedWindow {
    final int number;

    Round(int number) {
      this.number = number;
    }

    @Override
    public Instant maxTimestamp() {
      return new Instant(number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Round that && number == that.number;
    }

    @Override
    public int hashCode() {
      return number;
    }
  }

  private static final class RoundCoder extends CustomCoder<Round> {
    @Override
    public void encode(Round round, OutputStream out) throws IOException {
      new DataOutputStream(out).writeInt(round.number);
    }

    @Override
    public Round decode(InputStream in) throws IOException {
      return new Round(new DataInputStream(in).readInt());
    }
  }

  /** Never encodes a value to the same bytes twice. */
  static final class SaltedCoder extends CustomCoder<String> {
    private static int salt;

    @Override
    public void encode(String value, OutputStream out) throws IOException {
      new DataOutputStream(out).writeInt(salt++);
      StringUtf8Coder.of().encode(value, out);
    }

    @Override
    public String decode(InputStream in) throws IOException {
      new DataInputStream(in).readInt();
      return StringUtf8Coder.of().decode(in);
    }
  }

  /** Keys and windows to test with. */
  record Kind(
      String name,
      Coder<?> keyCoder,
      List<?> keys,
      Coder<? extends BoundedWindow> windowCoder,
      List<? extends BoundedWindow> windows) {
    KeySpace space() {
      return new KeySpace(keyCoder, windowCoder);
    }

    List<Namespace> namespaces() {
      List<Namespace> namespaces = new ArrayList<>(List.of(Namespace.GLOBAL));
      namespaces.add(new Namespace(null, 0));
      for (BoundedWindow window : windows) {
        namespaces.add(Namespace.of(window));
        namespaces.add(new Namespace(window, 0));
        namespaces.add(new Namespace(window, 300));
      }
      return namespaces;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static final Kind STRINGS =
      new Kind(
          "strings in intervals",
          StringUtf8Coder.of(),
          List.of("", "a", "aa", "b", "key", "k".repeat(200)),
          IntervalWindow.getCoder(),
          List.of(
              new IntervalWindow(new Instant(0), new Instant(10)),
              new IntervalWindow(new Instant(10), new Instant(20)),
              new IntervalWindow(new Instant(0), new Instant(20))));

  static Stream<Kind> kinds() {
    return Stream.of(
        STRINGS,
        new Kind(
            "null and numbers in the global window",
            NullableCoder.of(VarLongCoder.of()),
            Arrays.asList(null, 0L, 1L, -1L, Long.MAX_VALUE),
            GlobalWindow.Coder.INSTANCE,
            List.of(GlobalWindow.INSTANCE)),
        new Kind(
            "no keys",
            VoidCoder.of(),
            Arrays.asList((Void) null),
            GlobalWindow.Coder.INSTANCE,
            List.of(GlobalWindow.INSTANCE)),
        new Kind(
            "keys and windows of the user's own",
            new AccountCoder(),
            List.of(new Account("a", null), new Account("a", 1), new Account("b", 1)),
            new RoundCoder(),
            List.of(new Round(1), new Round(2), new Round(1000))));
  }

  /** The label of a namespace, different for each. */
  static String label(Namespace namespace) {
    BoundedWindow window = namespace.window();
    return namespace.trigger()
        + " "
        + (window instanceof Round round ? "round " + round.number : window);
  }
}

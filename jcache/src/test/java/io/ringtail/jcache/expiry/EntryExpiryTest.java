// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Test;

class EntryExpiryTest {
  @Test
  void eternalEntriesLiveForever() {
    EntryExpiry expiry = new EntryExpiry(new EternalExpiryPolicy());
    assertThat(expiry.sameForAllWrites()).isTrue();
    assertThat(expiry.onCreation()).isEqualTo(new Lifetime.Forever());
  }

  @Test
  void creationExpiryIsKeptByUpdates() {
    EntryExpiry expiry =
        new EntryExpiry(new CreatedExpiryPolicy(new Duration(TimeUnit.SECONDS, 3)));
    assertThat(expiry.sameForAllWrites()).isFalse();
    assertThat(expiry.onCreation()).isEqualTo(new Lifetime.Millis(3_000));
    assertThat(expiry.onUpdate()).isEqualTo(new Lifetime.Unchanged());
  }

  @Test
  void updateExpiryIsTheSameForAllWrites() {
    EntryExpiry expiry =
        new EntryExpiry(new ModifiedExpiryPolicy(new Duration(TimeUnit.MILLISECONDS, 20)));
    assertThat(expiry.sameForAllWrites()).isTrue();
    assertThat(expiry.onCreation()).isEqualTo(new Lifetime.Millis(20));
    assertThat(expiry.onUpdate()).isEqualTo(new Lifetime.Millis(20));
  }

  @Test
  void zeroDurationMeansGone() {
    assertThat(Lifetime.of(Duration.ZERO)).isEqualTo(new Lifetime.Gone());
  }

  @Test
  void expiryOnAccessIsRefusedByName() {
    assertThatThrownBy(() -> new EntryExpiry(new TouchedExpiryPolicy(Duration.ONE_DAY)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("expiry on access")
        .hasMessageContaining("TouchedExpiryPolicy");
    assertThatThrownBy(() -> new EntryExpiry(new AccessedExpiryPolicy(Duration.ONE_DAY)))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}

package dev.fettle.server.web;

import dev.fettle.server.access.Open;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Serves the assets. */
@Controller
final class AssetRoutes {
    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private final Assets assets;

    AssetRoutes(Assets assets) {
        this.assets = assets;
    }

    @Open(because = "everybody who has Fettle has them")
    @GetMapping("/assets/{digest}/{name}")
    ResponseEntity<byte[]> asset(@PathVariable String digest, @PathVariable String name) {
        return assets.find(digest, name)
                .map(asset -> ResponseEntity.ok()
                        .contentType(asset.type())
                        .cacheControl(FOR_EVER)
                        .body(asset.content()))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }
}

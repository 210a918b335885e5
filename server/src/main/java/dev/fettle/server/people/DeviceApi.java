package dev.fettle.server.people;

import dev.fettle.server.access.Open;
import dev.fettle.server.access.RequestId;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.Rates;
import dev.fettle.wire.DeviceCode;
import dev.fettle.wire.DeviceName;
import dev.fettle.wire.DeviceQuestion;
import dev.fettle.wire.DeviceToken;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** How a program without a browser gets a token, after RFC 8628. */
@RestController
final class DeviceApi {
    static final String TOKEN = "/api/v1/device-authorizations/token";

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_CODE = 100;

    private final DeviceSignIns devices;
    private final PasskeySite site;
    private final Rates rates;

    DeviceApi(DeviceSignIns devices, PasskeySite site, Rates rates) {
        this.devices = devices;
        this.site = site;
        this.rates = rates;
    }

    @Open(because = "what it begins lets nobody in before somebody approves it")
    @Operation(summary = "Begins a sign-in that somebody approves in a browser")
    @PostMapping("/api/v1/device-authorizations")
    ResponseEntity<DeviceCode> begin(@RequestBody DeviceName sent, HttpServletRequest request) {
        Checks checks = new Checks();
        String name = checks.there("/name", sent.name(), "").strip();
        checks.that(!name.isEmpty() && name.length() <= LONGEST_NAME, "/name", "1 to 100 characters are expected.");
        checks.end();
        DeviceSignIns.Begun begun = devices.begin(name, request.getRemoteAddr())
                .orElseThrow(() -> new ApiFault(
                                ProblemKind.UNAVAILABLE,
                                "Too many programs wait to be approved. Try again in a minute.")
                        .with("Retry-After", "60"));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new DeviceCode(
                        begun.device(),
                        begun.userCode(),
                        site.origin() + "/device",
                        DeviceSignIns.VALID.toSeconds(),
                        DeviceSignIns.BETWEEN.toSeconds()));
    }

    /** Each program that waits has questions of its own; only who knows no code counts as a stranger. */
    @Open(because = "only the program that began the sign-in has the secret that this takes")
    @Operation(summary = "Tells a program what came of its sign-in, and its token once")
    @PostMapping(TOKEN)
    ResponseEntity<DeviceToken> ask(@RequestBody DeviceQuestion sent, HttpServletRequest request) {
        Checks checks = new Checks();
        String code = checks.there("/deviceCode", sent.deviceCode(), "");
        checks.that(code.length() <= LONGEST_CODE, "/deviceCode", "At most 100 characters are expected.");
        checks.end();
        if (devices.isKnown(code)) {
            rates.ask(code);
        } else {
            rates.refuse(request);
        }
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(
                        switch (devices.ask(code, request.getRemoteAddr(), RequestId.of(request))) {
                            case DeviceSignIns.Outcome.Pending _ -> new DeviceToken("pending", null);
                            case DeviceSignIns.Outcome.Denied _ -> new DeviceToken("denied", null);
                            case DeviceSignIns.Outcome.Expired _ -> new DeviceToken("expired", null);
                            case DeviceSignIns.Outcome.Approved(String token) -> new DeviceToken("approved", token);
                        });
    }
}

"use strict";
document.addEventListener("DOMContentLoaded", () => {
    const place = document.getElementById("swagger-ui");
    const proof = document.querySelector("meta[name=csrf]");
    window.SwaggerUIBundle({
        url: place.dataset.description,
        domNode: place,
        presets: [window.SwaggerUIBundle.presets.apis],
        deepLinking: true,
        validatorUrl: null,
        requestInterceptor: (request) => {
            request.headers[proof.dataset.header] = proof.content;
            return request;
        },
    });
});

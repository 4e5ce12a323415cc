// Reads QR codes from the camera, for as long as it is asked to. The browser's own detector where there is one; else jsQR, which is fetched only then.

const Pause = 120; // milliseconds between two looks: quick enough for a hand, and the page stays smooth

const detector = async () => {
  if ("BarcodeDetector" in window) {
    try {
      const formats = await window.BarcodeDetector.getSupportedFormats();
      if (formats.includes("qr_code")) {
        const native = new window.BarcodeDetector({ formats: ["qr_code"] });
        return async (video) => (await native.detect(video))[0]?.rawValue ?? null;
      }
    } catch {
      // It is announced and does not work: go on without it.
    }
  }

  await import("./vendor/jsqr.js");
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, 800 / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    brush.drawImage(video, 0, 0, canvas.width, canvas.height);
    const image = brush.getImageData(0, 0, canvas.width, canvas.height);
    return window.jsQR(image.data, image.width, image.height, { inversionAttempts: "dontInvert" })?.data || null;
  };
};

const why = (error) => {
  if (error?.name === "NotAllowedError" || error?.name === "SecurityError") return "refused";
  if (error?.name === "NotFoundError" || error?.name === "OverconstrainedError") return "none";
  if (error?.name === "NotReadableError" || error?.name === "AbortError") return "busy";
  return "failed";
};

/// Shows the camera in the video and tells the listener once of a code. The handle's stop lets go of the camera.
export const start = (video, listener) => {
  let stopped = false;
  let stream = null;

  const stop = () => {
    stopped = true;
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    if (video) video.srcObject = null; // it may have left the page before this began
    document.removeEventListener("visibilitychange", hidden);
  };

  // Nobody looks at the page: nobody needs the camera.
  const hidden = () => {
    if (document.visibilityState === "hidden" && !stopped) {
      stop();
      listener.invokeMethodAsync("Ended");
    }
  };

  const run = async () => {
    if (!navigator.mediaDevices?.getUserMedia) throw Object.assign(new Error(), { name: "NotFoundError" });
    const opened = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } } });
    if (stopped) {
      opened.getTracks().forEach((track) => track.stop());
      return;
    }

    stream = opened;
    video.srcObject = stream;
    await video.play();
    const detect = await detector();
    if (stopped) return;
    await listener.invokeMethodAsync("Looking");
    while (!stopped) {
      const code = video.readyState >= 2 ? await detect(video) : null;
      if (code && !stopped) {
        stop();
        await listener.invokeMethodAsync("Scanned", code);
        return;
      }

      await new Promise((next) => setTimeout(next, Pause));
    }
  };

  document.addEventListener("visibilitychange", hidden);
  run().catch((error) => {
    const wasStopped = stopped;
    stop();
    if (!wasStopped) listener.invokeMethodAsync("Failed", why(error));
  });
  return { stop };
};

// The signatures of CameraX 1.4.2 that the app uses; see ../README.md. Never shipped.
package androidx.camera.core;

public final class CameraSelector {
    public static final CameraSelector DEFAULT_BACK_CAMERA = new CameraSelector();

    private CameraSelector() {}
}

// The signatures of CameraX 1.4.2 that the app uses; see ../README.md. Never shipped.
package androidx.camera.core;

public interface ImageInfo {
    int getRotationDegrees();
}

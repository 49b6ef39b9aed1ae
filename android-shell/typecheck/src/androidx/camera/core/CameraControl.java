// The signatures of CameraX 1.4.2 that the app uses; see ../README.md. Never shipped.
package androidx.camera.core;

import com.google.common.util.concurrent.ListenableFuture;

public interface CameraControl {
    ListenableFuture<Void> enableTorch(boolean torch);
}

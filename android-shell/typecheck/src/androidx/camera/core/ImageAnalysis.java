// The signatures of CameraX 1.4.2 that the app uses; see ../README.md. Never shipped.
package androidx.camera.core;

import androidx.camera.core.resolutionselector.ResolutionSelector;
import java.util.concurrent.Executor;

public final class ImageAnalysis extends UseCase {
    public static final int STRATEGY_KEEP_ONLY_LATEST = 0;

    private ImageAnalysis() {}

    public native void setAnalyzer(Executor executor, Analyzer analyzer);

    public native void clearAnalyzer();

    public interface Analyzer {
        void analyze(ImageProxy image);
    }

    public static final class Builder {
        public native Builder setBackpressureStrategy(int strategy);

        public native Builder setResolutionSelector(ResolutionSelector selector);

        public native ImageAnalysis build();
    }
}

using Factory.Engine.Activations;

namespace Factory.Engine.Calls;

/// <summary>
/// Lets the caller go as soon as its token is cancelled, as Orleans does: a call that waits never runs, and of one that runs the grain sees the
/// same token and its result is dropped.
/// </summary>
internal static class CallCancellation
{
    public static void Watch(GrainCall call)
    {
        if (call.IsCancellationWatched)
        {
            return;
        }

        call.IsCancellationWatched = true;
        var registration = call.CancellationToken.UnsafeRegister(static (call, token) => LetGo((GrainCall)call!, token), call);
        call.Promise.ContinueWith(
            static (_, registration) => ((CancellationTokenRegistration)registration!).Dispose(),
            registration,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private static void LetGo(GrainCall call, CancellationToken token)
    {
        ((Activation)call.Target!).TryWithdraw(call);
        call.Fail(new OperationCanceledException(token));
    }
}

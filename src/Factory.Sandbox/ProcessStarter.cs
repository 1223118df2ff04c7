using System.Collections.Concurrent;
using System.Diagnostics;

namespace Factory.Sandbox;

/// <summary>Starts processes on a single thread that lives as long as the silo.</summary>
internal static class ProcessStarter
{
    // bwrap --die-with-parent uses prctl(PR_SET_PDEATHSIG). For the kernel, the parent is not the process but the
    // thread that called fork (prctl(2)):
    // a sandbox that was started on a pool thread would be killed when the pool retires that thread, minutes later and
    // without any message.
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> Requests = [];
    private static readonly Lazy<Thread> Worker = new(StartWorker);

    /// <summary>Starts a process. Blocks until it has started, which takes a few milliseconds.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        _ = Worker.Value;

        // Continuations run elsewhere: one that blocked the worker would block the start of every other process.
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add((start, started));
        return started.Task.GetAwaiter().GetResult();
    }

    private static Thread StartWorker()
    {
        var thread = new Thread(ProcessRequests) { IsBackground = true, Name = "factory-process-starter" };
        thread.Start();
        return thread;
    }

    private static void ProcessRequests()
    {
        foreach (var (start, started) in Requests.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception exception)
            {
                // Any exception belongs to the caller. If it ended this thread, the kernel would kill every running
                // sandbox.
                started.SetException(exception);
            }
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;

namespace Factory.Sandbox;

/// <summary>
/// Starts processes on one thread that lives as long as the silo. Bubblewrap dies with its parent, and for the kernel the parent is the thread that started
/// it: started on a pool thread, a sandbox would be killed whenever the pool lets that thread go.
/// </summary>
internal static class ProcessStarter
{
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> Requests = [];
    private static readonly Lazy<Thread> Worker = new(StartWorker);

    /// <summary>Starts a process.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        _ = Worker.Value;
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
                started.SetException(exception);
            }
        }
    }
}

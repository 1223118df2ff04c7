using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Factory.Sandbox;

/// <summary>Starts processes on a single thread that lives as long as the silo.</summary>
internal static class ProcessStarter
{
    private const nint JoinSessionKeyring = 1;
    private const nint CloseRange = 436;
    private const nint FirstDescriptor = 3;
    private const nint CloseOnExec = 4;

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

    [DllImport("libc", EntryPoint = "syscall")]
    private static extern nint SystemCall(nint number, nint first, nint second, nint third);

    private static nint ChangeKeyring(nint operation, nint argument) => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => SystemCall(250, operation, argument, 0),
        Architecture.Arm64 => SystemCall(219, operation, argument, 0),
        _ => -1,
    };

    private static Thread StartWorker()
    {
        var thread = new Thread(ProcessRequests) { IsBackground = true, Name = "factory-process-starter" };
        thread.Start();
        return thread;
    }

    private static void ProcessRequests()
    {
        // Descriptors that the silo itself inherited, for example from a shell, may lead anywhere. Those that .NET opens
        // are closed at each start anyway. Kernels before 5.11 do not know the flag.
        _ = SystemCall(CloseRange, FirstDescriptor, int.MaxValue, CloseOnExec);

        // An empty session keyring, which belongs to this thread and what it starts: commands do not inherit the silo's
        // keys. It fails only on a kernel without keys.
        _ = ChangeKeyring(JoinSessionKeyring, 0);
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

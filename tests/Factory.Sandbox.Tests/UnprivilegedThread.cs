using System.ComponentModel;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Factory.Sandbox.Tests;

/// <summary>
/// Runs code with the permissions of an ordinary user, also when the tests run as root, to whom no file is closed.
/// </summary>
internal static class UnprivilegedThread
{
    private const int Nobody = 65_534;
    private const int Unchanged = -1;

    /// <summary>
    /// Runs an action on a thread of its own and waits for it. Processes that it starts have the same permissions.
    /// </summary>
    public static void Run(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (Environment.IsPrivilegedProcess)
                {
                    // The system call changes only the thread that makes it; the function of the C library would change
                    // the whole test process. Real and effective user must be the same: a shell whose users differ goes
                    // back to the real one.
                    SetUser(Nobody);
                }

                action();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    private static void SetUser(int user)
    {
        var setresuid = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 147 : 117;
        if (SystemCall(setresuid, user, user, Unchanged) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static extern nint SystemCall(nint number, nint realUser, nint effectiveUser, nint savedUser);
}

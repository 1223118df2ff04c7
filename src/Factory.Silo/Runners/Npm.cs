using System.ComponentModel;
using System.Diagnostics;
using Factory.Contracts.Errors;
using Factory.Domain;
using Factory.Domain.Runners;
using Factory.Silo.Discovery;

namespace Factory.Silo.Runners;

/// <summary>Installs packages with the operator's npm, from the registry that it is configured for.</summary>
/// <param name="environment">The variables of this process.</param>
internal sealed class Npm(IReadOnlyDictionary<string, string> environment)
{
    private const int MaxReasonLength = 600;

    // The keys of providers are not among them: packages run scripts of their own when they are installed.
    private static readonly string[] PassedVariables =
    [
        "PATH", "HOME", "LANG", "TMPDIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS",
    ];

    private static readonly string[] ErrorPrefixes = ["npm error", "npm ERR!"];

    /// <summary>Installs a package, and what it needs, into an existing folder.</summary>
    /// <exception cref="FactoryException"><c>runner.install_failed</c>.</exception>
    public async Task InstallAsync(string folder, RunnerPackage package, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(folder, package) };
        try
        {
            process.Start();
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                throw Failed(package, process.ExitCode, await errors);
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        catch (Win32Exception e)
        {
            throw new FactoryException(ErrorCodes.RunnerInstallFailed, $"npm cannot be started: {e.Message}", inner: e);
        }
    }

    private ProcessStartInfo StartInfo(string folder, RunnerPackage package)
    {
        var start = new ProcessStartInfo(
            Find(),
            ["install", "--prefix", folder, "--no-audit", "--no-fund", "--omit=dev", "--save-exact", package.ToString()])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment.Where(variable => IsPassed(variable.Key)))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private string Find() =>
        SearchPath.Find("npm", environment.GetValueOrDefault("PATH")) ?? throw new FactoryException(
            ErrorCodes.RunnerInstallFailed,
            "npm is not on the PATH; coding CLIs are installed with it.",
            "Install Node.js 20 or newer with npm, for example: apt-get install npm");

    private static bool IsPassed(string variable) =>
        PassedVariables.Contains(variable, StringComparer.OrdinalIgnoreCase)
            || variable.StartsWith("npm_config_", StringComparison.OrdinalIgnoreCase);

    private static FactoryException Failed(RunnerPackage package, int exitCode, string errors)
    {
        var lines = errors.Split('\n')
            .Select(line => (Line: line, Prefix: ErrorPrefixes.FirstOrDefault(p => line.StartsWith(p, StringComparison.Ordinal))))
            .Where(line => line.Prefix is not null)
            .Select(line => line.Line[line.Prefix!.Length..].Trim())
            .Where(line => line.Length > 0);
        var reason = VisibleText.Shorten(VisibleText.ToLine(string.Join(' ', lines)), MaxReasonLength);
        return new FactoryException(
            ErrorCodes.RunnerInstallFailed,
            $"npm could not install {package} (exit code {exitCode}){(reason.Length == 0 ? "." : ": " + reason)}",
            "Correct what npm names, then repeat the command; nothing that was installed before has changed.");
    }
}

using System.Globalization;
using Factory.Domain.Configuration;
using Factory.Domain.Secrets;
using Factory.Silo.Hosting;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;

namespace Factory.Silo.Logs;

/// <summary>
/// Sets up the silo's log: compact JSON lines (CLEF) in files of the data folder and, optionally, text on the console.
/// </summary>
internal static class SiloLogging
{
    /// <value>A file is closed at 16 MiB or at midnight, whichever comes first.</value>
    public const long MaxFileBytes = 16 * 1024 * 1024;

    /// <value>16 files: with <see cref="MaxFileBytes"/> a log takes at most 256 MiB.</value>
    public const int KeptFiles = 16;

    private const string ConsoleTemplate =
        "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    /// <summary>Adds logging.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="options">How the silo was started.</param>
    /// <param name="paths">The data folder.</param>
    /// <param name="redactor">Removes secrets from files and console.</param>
    public static WebApplicationBuilder AddSiloLogging(
        this WebApplicationBuilder builder,
        SiloOptions options,
        FactoryPaths paths,
        SecretRedactor redactor)
    {
        var configuration = new LoggerConfiguration()
            .WriteTo.Sink(new ExpectedFailureSink(CreateOutputs(options, paths, redactor)))
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)

            // At information level, Orleans writes a hundred lines of settings at each start, and Polly two lines for
            // each placement of a grain.
            .MinimumLevel.Override("Orleans", LogEventLevel.Warning)
            .MinimumLevel.Override("Polly", LogEventLevel.Warning)

            // At most starts its first check reports a stall as long as the machine's uptime, because it compares with
            // a time that is not set yet.
            .MinimumLevel.Override("Orleans.Runtime.Watchdog", LogEventLevel.Error)

            // YARP logs the whole URL of each request to a product, including secrets in the query.
            .MinimumLevel.Override("Yarp", LogEventLevel.Warning)

            // Nothing below this level is logged, and while the category is enabled the server creates a span and a
            // logging scope for every request.
            .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off)
            .Filter.ByExcluding(IsServerGcAdvice)
            .Enrich.FromLogContext();
        builder.Services.AddSerilog(configuration.CreateLogger(), dispose: true);
        return builder;
    }

    private static Logger CreateOutputs(SiloOptions options, FactoryPaths paths, SecretRedactor redactor)
    {
        var outputs = new LoggerConfiguration().MinimumLevel.Verbose().WriteToFiles(paths.Logs, redactor);
        return (!options.LogToConsole ? outputs : outputs.WriteTo.Console(
            new RedactingFormatter(new MessageTemplateTextFormatter(ConsoleTemplate, CultureInfo.InvariantCulture), redactor),
            // Everything goes to standard error: standard output is for what the command prints.
            standardErrorFromLevel: LogEventLevel.Verbose)).CreateLogger();
    }

    // Orleans recommends server garbage collection at each start. It takes several times the memory, which the builds
    // on the same machine need.
    private static bool IsServerGcAdvice(LogEvent entry) => entry.MessageTemplate.Text.Contains("ServerGC", StringComparison.Ordinal);

    /// <summary>Writes to files of this folder, bounded in number and size.</summary>
    public static LoggerConfiguration WriteToFiles(
        this LoggerConfiguration configuration,
        string folder,
        SecretRedactor redactor,
        long maxFileBytes = MaxFileBytes,
        int keptFiles = KeptFiles) =>
        configuration.Enrich.With<WorkIdEnricher>().WriteTo.File(
            new RedactingFormatter(new CompactJsonFormatter(), redactor),
            Path.Combine(folder, "silo-.log"),
            rollingInterval: RollingInterval.Day,
            fileSizeLimitBytes: maxFileBytes,
            // Without it, Serilog drops every event between the size limit and midnight.
            rollOnFileSizeLimit: true,
            retainedFileCountLimit: keptFiles);
}

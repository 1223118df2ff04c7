using System.Globalization;
using Factory.Agents.Transcripts;
using Factory.Domain.Configuration;
using Factory.Silo.Hosting;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Factory.Silo.Logs;

/// <summary>Where the silo's log goes: compact JSON lines (CLEF) in files of the data folder, and text on the console when asked.</summary>
internal static class SiloLogging
{
    /// <value>A file is closed at 16 MiB or at midnight, whichever comes first.</value>
    public const long MaxFileBytes = 16 * 1024 * 1024;

    /// <value>16 files: with <see cref="MaxFileBytes"/> a log takes at most 256 MiB.</value>
    public const int KeptFiles = 16;

    private const string ConsoleTemplate = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    /// <summary>Sets the log up.</summary>
    public static WebApplicationBuilder AddSiloLogging(this WebApplicationBuilder builder, SiloOptions options, FactoryPaths paths)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)

            // A start of Orleans is a hundred lines of its settings, and each placing of a grain two lines of Polly's.
            .MinimumLevel.Override("Orleans", LogEventLevel.Warning)
            .MinimumLevel.Override("Polly", LogEventLevel.Warning)

            // At most starts its first look finds a stall as long as the machine is up: it compares with a time that was not set yet.
            .MinimumLevel.Override("Orleans.Runtime.Watchdog", LogEventLevel.Error)

            // It writes the whole URL of each request to a product, secrets in the query included.
            .MinimumLevel.Override("Yarp", LogEventLevel.Warning)

            // Nothing of it reaches the log, and while it is on the server makes a span and a logging scope for every request.
            .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off)
            .Filter.ByExcluding(IsServerGcAdvice)
            .Enrich.FromLogContext()
            .WriteToFiles(paths.Logs, SecretRedactor.FromEnvironment(Environment.GetEnvironmentVariables()));
        if (options.LogToConsole)
        {
            configuration.WriteTo.Console(outputTemplate: ConsoleTemplate, formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose);
        }

        builder.Services.AddSerilog(configuration.CreateLogger(), dispose: true);
        return builder;
    }

    // At each start Orleans recommends the server's garbage collector. It would take several times the memory, and a silo that shares its machine with builds needs that more.
    private static bool IsServerGcAdvice(LogEvent entry) => entry.MessageTemplate.Text.Contains("ServerGC", StringComparison.Ordinal);

    /// <summary>Writes to files of this folder, bounded in number and size.</summary>
    public static LoggerConfiguration WriteToFiles(this LoggerConfiguration configuration, string folder, SecretRedactor redactor, long maxFileBytes = MaxFileBytes, int keptFiles = KeptFiles) =>
        configuration.Enrich.With<WorkIdEnricher>().WriteTo.File(
            new RedactingFormatter(new CompactJsonFormatter(), redactor),
            Path.Combine(folder, "silo-.log"),
            rollingInterval: RollingInterval.Day,
            fileSizeLimitBytes: maxFileBytes,
            rollOnFileSizeLimit: true,
            retainedFileCountLimit: keptFiles);
}

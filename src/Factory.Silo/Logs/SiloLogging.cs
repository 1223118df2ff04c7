using System.Globalization;
using Factory.Domain.Configuration;
using Factory.Silo.Hosting;
using Factory.Workshop.Transcripts;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Factory.Silo.Logs;

/// <summary>Where the silo's log goes: JSON lines in files of the data folder, and text on the console when asked.</summary>
internal static class SiloLogging
{
    /// <value>A file is closed at 16 MiB or at midnight, whichever comes first.</value>
    public const long MaxFileBytes = 16 * 1024 * 1024;

    /// <value>16 files: with <see cref="MaxFileBytes"/> a log takes at most 256 MiB.</value>
    public const int KeptFiles = 16;

    private const string Line = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    /// <summary>Sets the log up.</summary>
    public static WebApplicationBuilder AddSiloLogging(this WebApplicationBuilder builder, SiloOptions options, FactoryPaths paths)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .Enrich.FromLogContext()
            .WriteToFiles(paths.Logs, SecretRedactor.FromEnvironment(Environment.GetEnvironmentVariables()));
        if (options.LogToConsole)
        {
            configuration.WriteTo.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose);
        }

        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(configuration.CreateLogger(), dispose: true);

        // Nothing of it reaches the log, and while it is on the server makes a span and a logging scope for every request.
        builder.Logging.AddFilter<SerilogLoggerProvider>("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        return builder;
    }

    /// <summary>Writes to files of this folder, bounded in number and size.</summary>
    public static LoggerConfiguration WriteToFiles(this LoggerConfiguration configuration, string folder, SecretRedactor redactor, long maxFileBytes = MaxFileBytes, int keptFiles = KeptFiles) =>
        configuration.WriteTo.File(
            new LogEntryFormatter(redactor),
            Path.Combine(folder, "silo-.log"),
            rollingInterval: RollingInterval.Day,
            fileSizeLimitBytes: maxFileBytes,
            rollOnFileSizeLimit: true,
            retainedFileCountLimit: keptFiles);
}

namespace Factory.Cli.Services;

/// <summary>The initial content of a service's environment file, which holds the keys.</summary>
internal static class EnvironmentFileTemplate
{
    public const string Content = """
        # Keys and settings of the factory's service, one NAME=value a line. Only its owner may read this file.
        # After a change: restart the service (factory service status says how).
        #OPENAI_API_KEY=
        #OPENAI_BASE_URL=
        #ANTHROPIC_API_KEY=
        #CEREBRAS_API_KEY=

        """;
}

namespace Factory.Gateway.ApiFormats;

/// <summary>What a request is for, by its path.</summary>
internal enum GatewayOperation
{
    /// <summary>Not a path of the gateway.</summary>
    Unknown,

    /// <summary>A client checks whether the server is reachable.</summary>
    Ping,

    /// <summary>A model call.</summary>
    Generate,

    /// <summary>Counts the tokens of a request.</summary>
    CountTokens,

    /// <summary>Lists the models.</summary>
    ListModels,

    /// <summary>Describes one model.</summary>
    GetModel,
}

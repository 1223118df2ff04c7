global using Factory.Contracts.Ids;
global using Orleans;
global using Orleans.Runtime;

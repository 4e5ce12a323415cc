using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class MoneyGrade : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "LadderSweeps",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Stamp = table.Column<long>(type: "INTEGER", nullable: false),
                    UpTo = table.Column<long>(type: "INTEGER", nullable: false),
                    IsDone = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LadderSweeps", x => x.MerchantId);
                });

            migrationBuilder.CreateTable(
                name: "TierChanges",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "INTEGER", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    FromKey = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    ToKey = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    FromName = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    ToName = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    IsUp = table.Column<bool>(type: "INTEGER", nullable: false),
                    Cause = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    RecordedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ProgrammeVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    Counted = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TierChanges", x => new { x.MemberId, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "TierStandings",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    TierKey = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Since = table.Column<int>(type: "INTEGER", nullable: false),
                    LosesOn = table.Column<int>(type: "INTEGER", nullable: true),
                    AssessedOn = table.Column<int>(type: "INTEGER", nullable: false),
                    Counted = table.Column<long>(type: "INTEGER", nullable: false),
                    CountedFrom = table.Column<int>(type: "INTEGER", nullable: false),
                    NextDueOn = table.Column<int>(type: "INTEGER", nullable: true),
                    Stamp = table.Column<long>(type: "INTEGER", nullable: false),
                    Changes = table.Column<int>(type: "INTEGER", nullable: false),
                    WrittenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TierStandings", x => x.MemberId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_TierStandings_MerchantId_NextDueOn",
                table: "TierStandings",
                columns: new[] { "MerchantId", "NextDueOn" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "LadderSweeps");

            migrationBuilder.DropTable(
                name: "TierChanges");

            migrationBuilder.DropTable(
                name: "TierStandings");
        }
    }
}

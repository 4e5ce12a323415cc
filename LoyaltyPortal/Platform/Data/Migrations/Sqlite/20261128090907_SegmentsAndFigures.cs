using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SegmentsAndFigures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "KeptEnrolments",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptPointsExpired",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptPointsIssued",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptPointsRedeemed",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptPointsReversed",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptReturnedNet",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptReturns",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "ConvertibleDays",
                table: "Merchants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 30);

            migrationBuilder.AddColumn<int>(
                name: "ConvertiblePercent",
                table: "Merchants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 20);

            migrationBuilder.CreateTable(
                name: "Baselines",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    From = table.Column<int>(type: "INTEGER", nullable: false),
                    To = table.Column<int>(type: "INTEGER", nullable: false),
                    FrozenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    FrozenBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Figures = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Baselines", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PointEstimates",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    FromMonth = table.Column<int>(type: "INTEGER", nullable: false),
                    RedemptionRate = table.Column<long>(type: "INTEGER", nullable: false),
                    PointValue = table.Column<long>(type: "INTEGER", nullable: false),
                    SetBy = table.Column<long>(type: "INTEGER", nullable: true),
                    SetByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    SetAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointEstimates", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PointVintages",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Earned = table.Column<int>(type: "INTEGER", nullable: false),
                    Month = table.Column<int>(type: "INTEGER", nullable: false),
                    Issued = table.Column<long>(type: "INTEGER", nullable: false),
                    Redeemed = table.Column<long>(type: "INTEGER", nullable: false),
                    Expired = table.Column<long>(type: "INTEGER", nullable: false),
                    Reversed = table.Column<long>(type: "INTEGER", nullable: false),
                    SoldPoints = table.Column<long>(type: "INTEGER", nullable: false),
                    NetSales = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointVintages", x => new { x.MerchantId, x.Earned, x.Month });
                });

            migrationBuilder.CreateTable(
                name: "SegmentMemberships",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "INTEGER", nullable: false),
                    SegmentId = table.Column<long>(type: "INTEGER", nullable: false),
                    From = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SegmentMemberships", x => new { x.MemberId, x.SegmentId, x.From });
                });

            migrationBuilder.CreateTable(
                name: "Segments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Definition = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Members = table.Column<int>(type: "INTEGER", nullable: false),
                    KeptAt = table.Column<long>(type: "INTEGER", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ChangedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false),
                    Stamp = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Segments", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Baselines_MerchantId_FrozenAt",
                table: "Baselines",
                columns: new[] { "MerchantId", "FrozenAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PointEstimates_MerchantId_FromMonth",
                table: "PointEstimates",
                columns: new[] { "MerchantId", "FromMonth" });

            migrationBuilder.CreateIndex(
                name: "IX_SegmentMemberships_SegmentId_Until",
                table: "SegmentMemberships",
                columns: new[] { "SegmentId", "Until" });

            migrationBuilder.CreateIndex(
                name: "IX_Segments_MerchantId_Name",
                table: "Segments",
                columns: new[] { "MerchantId", "Name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Baselines");

            migrationBuilder.DropTable(
                name: "PointEstimates");

            migrationBuilder.DropTable(
                name: "PointVintages");

            migrationBuilder.DropTable(
                name: "SegmentMemberships");

            migrationBuilder.DropTable(
                name: "Segments");

            migrationBuilder.DropColumn(
                name: "KeptEnrolments",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptPointsExpired",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptPointsIssued",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptPointsRedeemed",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptPointsReversed",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptReturnedNet",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptReturns",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "ConvertibleDays",
                table: "Merchants");

            migrationBuilder.DropColumn(
                name: "ConvertiblePercent",
                table: "Merchants");
        }
    }
}
